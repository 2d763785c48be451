"""Those who read: tokens and watches."""
