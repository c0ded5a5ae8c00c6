-- expect: completed
return (load(("local a "):rep(300)))
