"""What can be done: one public function and one transaction each, for all callers alike."""
