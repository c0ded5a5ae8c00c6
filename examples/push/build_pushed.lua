-- Builds and tests what was pushed: started by the events `git.push` that the hook beside this
-- records. Each commit is checked out into a folder of its own, below the one in which
-- `azwf install build_pushed.lua` was called.

-- As one step, so that one that was interrupted is begun anew.
local checkout = [[
  rm -rf -- "$1" && git clone --quiet --no-checkout -- "$2" "$1" &&
  git -C "$1" checkout --quiet --detach "$3"
]]

return wf.workflow {
  name = "build_pushed",

  -- Whoever may emit events says what is in them: only what looks right is given to a program.
  params = {
    repository = wf.string { pattern = "^/" },
    branch = wf.string(),
    commit = wf.string { pattern = "^%x+$" },
  },

  on = {
    wf.event {
      type = "git.push",
      with = {
        repository = "data.repository",
        branch = "data.branch",
        commit = "data.commit",
      },
    },
  },

  run = function(p)
    local folder = "builds/" .. p.commit .. "-" .. wf.uuid()
    wf.exec {
      "sh",
      "-c",
      checkout,
      "checkout",
      folder,
      p.repository,
      p.commit,
      name = "checkout",
      timeout = "5m",
    }

    -- A program that exits with another status than 0 raises an error: the outcome is recorded
    -- either way, and then the run fails with it.
    local passed, problem = pcall(function()
      wf.exec { "make", cwd = folder, name = "build", timeout = "10m" }
      wf.exec { "make", "test", cwd = folder, name = "test", timeout = "10m" }
    end)
    wf.emit("build.finished", {
      subject = p.commit,
      data = {
        repository = p.repository,
        branch = p.branch,
        outcome = passed and "success" or "failure",
      },
    })
    if not passed then error(problem, 0) end
    wf.exec { "rm", "-rf", "--", folder, name = "tidy up" }
    return { branch = p.branch, commit = p.commit }
  end,
}
