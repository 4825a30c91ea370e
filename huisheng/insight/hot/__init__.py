"""Hot topics: many people about one thing in one place, over a day, a week, a month."""

from huisheng.insight.hot.said import Growth, Said, Topic, Window
from huisheng.insight.hot.topics import by_likes, find, same

__all__ = ["Growth", "Said", "Topic", "Window", "by_likes", "find", "same"]
