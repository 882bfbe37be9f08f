"""Deals in the making: who works on which, how far each is, and the help that was asked for."""
