"""The screens: a view parses, asks a read or a verb's can/do, and renders. No models, no rules."""
