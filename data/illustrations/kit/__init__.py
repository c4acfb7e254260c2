"""The drawing kit: canvas, colour and light, people, scenery."""
