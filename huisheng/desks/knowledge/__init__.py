"""知识编辑: articles."""
