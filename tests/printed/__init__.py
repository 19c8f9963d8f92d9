"""What tests of printed forms share: forms and answers, and pages as several programs show them."""
