"""附件: photographs and files that a unit hangs on what it did. What they are is looked at, not believed."""
