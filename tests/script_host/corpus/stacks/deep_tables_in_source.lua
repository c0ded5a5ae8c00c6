-- expect: completed
return (load("return " .. ("{"):rep(100000)))
