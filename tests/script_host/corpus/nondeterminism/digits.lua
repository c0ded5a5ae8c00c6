-- expect: completed
return { 0.1 + 0.2, 1e15, 1e100, 2^53, 3.0, 10 // 3, 7 / 2, ("%.14g"):format(0.1) }
