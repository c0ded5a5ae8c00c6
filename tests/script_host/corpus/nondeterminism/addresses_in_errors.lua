-- expect: completed
return select(2, pcall(function() return {} < {} end))
