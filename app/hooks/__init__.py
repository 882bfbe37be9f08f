"""Webhooks (Standard Webhooks 1.0): what happened is told to other systems, and what they tell is taken in."""
