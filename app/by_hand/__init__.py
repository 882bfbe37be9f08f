"""Plans changed by hand: what a change would bring, and the new version of the plan that has it."""
