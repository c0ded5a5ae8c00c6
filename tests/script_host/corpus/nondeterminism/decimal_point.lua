-- expect: completed
return { tonumber("1,5") == nil, tonumber("1.5"), 1.5 .. "" }
