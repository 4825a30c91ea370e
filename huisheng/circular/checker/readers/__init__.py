"""One file for each form of document, all to ``model.Content``; ``opening`` tells them apart and refuses bad ones."""
