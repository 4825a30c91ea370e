"""The centre takes a matter: accepts, classifies, marks, answers on the spot, hands on, refuses, links, archives."""
