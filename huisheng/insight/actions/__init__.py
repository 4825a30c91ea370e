"""What is done with models: asked for, kept, put to use, put out of use."""
