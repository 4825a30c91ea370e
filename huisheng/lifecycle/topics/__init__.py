"""Hot topics of a platform: found beside the web, told early, judged by people."""
