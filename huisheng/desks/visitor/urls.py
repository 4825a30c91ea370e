"""Addresses of this desk."""

from django.urls import URLPattern

PAGES: list[URLPattern] = []
