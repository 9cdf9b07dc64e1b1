"""Take the screenshots."""
