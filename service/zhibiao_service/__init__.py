"""zhibiao over HTTP: suggestions, audits and feedback for drafting systems, and the page for people without one."""
