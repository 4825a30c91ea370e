"""What the office notes beside matters: press, knowledge base, quizzes, work notes, figures of older circulars."""
