"""What must not be lost, on both sides: saving a file safely, the journal, a student's study folder, hand-ins and packs."""
