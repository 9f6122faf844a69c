"""What the business means: a team's day, its people, cars and visits, and the plan of it."""
