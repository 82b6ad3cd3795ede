"""The problem list (问题清单): what is wrong in a unit, mended, rechecked, struck off."""
