"""What the service is made of that others wrote: licences, a bill of materials, known faults."""
