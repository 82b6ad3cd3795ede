"""The deeds of a campaign. Each is one gate: form, import, admin and command all knock there."""
