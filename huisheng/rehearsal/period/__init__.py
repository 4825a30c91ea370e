"""A published period of any hotline, described by quotas for its units, dealt out to matters and told act by act.

``spec`` reads the folder, ``deal`` gives every matter its fate (pure counting), ``course`` its times, ``tell`` its
acts; ``build`` puts a plan together. One level (a platform and its units) or two (a platform below in between).
"""
