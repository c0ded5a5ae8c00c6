-- Continuous integration for libslug, the small C library in this folder: configure, compile in two
-- ways, test both, pack an archive, prove that it can be packed again byte for byte, publish its
-- hash.
--
--   azwf run examples/ci/ci.lua                    from the root of this repository
--   azwf run ci.lua source=. cc=clang              from this folder, with another compiler
--
-- Each wf.exec is a step: recorded before it starts, and again when it has ended. If the machine
-- goes down half way, `azwf resume` goes on with the step that was interrupted. What stands above
-- it is computed again from the record, without running anything.

-- Two ways to compile the same sources. Each has a build folder of its own, so neither disturbs the
-- other. `checked` stops at the first thing that C leaves undefined.
local flavours = {
  { name = "release", cflags = "-O2" },
  { name = "checked", cflags = "-O0 -g -fsanitize=undefined -fno-sanitize-recover=all" },
}

return wf.workflow {
  name = "ci",

  -- Parameters are checked before a run exists; `azwf run ci.lua --help` shows them.
  params = {
    -- Where the project is. A relative path starts where azwf was started; the default is right for
    -- the root of this repository.
    source = wf.string { default = "examples/ci" },
    cc = wf.enum { "gcc", "clang", default = "gcc" },
  },

  run = function(p)
    -- A function of ours, to write less. Nothing is recorded for it, only for the step inside: what
    -- is plain Lua is simply computed again when a run is replayed.
    local function make(name, target, build, cflags)
      return wf.exec {
        "make",
        target,
        "CC=" .. p.cc,
        "BUILD=build/" .. build,
        "CFLAGS=" .. cflags,
        cwd = p.source,
        name = name,
        timeout = "5m",
      }
    end

    -- Configure. A step sees only the environment it is given, so the compiler is the one in PATH
    -- (/usr/local/bin:/usr/bin:/bin) and no setting of yours gets into the build by accident.
    local probe = wf.exec { p.cc, "--version", name = "probe compiler", timeout = "30s" }
    local compiler = probe.stdout:match("[^\n]+")
    local version =
      wf.exec { "make", "-s", "version", cwd = p.source, name = "read version" }.stdout:match("%S+")
    wf.log.info("libslug " .. version .. " with " .. compiler)

    -- Earlier builds are removed: what is packed below comes from the sources and nothing else.
    wf.exec { "rm", "-rf", "build", cwd = p.source, name = "clean" }
    for _, flavour in ipairs(flavours) do
      wf.exec {
        "mkdir",
        "-p",
        "build/" .. flavour.name,
        cwd = p.source,
        name = "configure " .. flavour.name,
      }
    end

    -- Compile and test. A program that exits with another status than 0 raises an error here, which
    -- ends the run as failed and keeps what the program printed (`azwf output`).
    local checks = {}
    for _, flavour in ipairs(flavours) do
      make("compile " .. flavour.name, "all", flavour.name, flavour.cflags)
      local test = make("test " .. flavour.name, "test", flavour.name, flavour.cflags)

      -- A test program that tests nothing also exits with 0. Say so, instead of passing.
      local passed = math.tointeger(tonumber(test.stdout:match("(%d+) checks passed")))
      if not passed or passed == 0 then
        wf.fail(
          "no_checks",
          "the tests of " .. flavour.name .. " checked nothing",
          { printed = test.stdout }
        )
      end
      checks[flavour.name] = passed
    end

    -- Pack, twice, from two builds. If the hashes differ, somebody who rebuilds this version could
    -- not tell whether they have the same thing.
    local function pack(build)
      make("pack " .. build, "dist", build, flavours[1].cflags)
      local archive = "build/" .. build .. "/slug-" .. version .. ".tar.gz"
      local sum = wf.exec { "sha256sum", archive, cwd = p.source, name = "hash " .. build }
      return archive, sum.stdout:match("^%x+")
    end
    local archive, sha256 = pack("release")
    local _, again = pack("again")
    if sha256 ~= again then
      wf.fail(
        "not_reproducible",
        "packing the same sources twice gave two archives",
        { first = sha256, second = again }
      )
    end

    -- Tell everyone. The event stands in the log beside the run, for subscribers and for audits; it
    -- is a CDEvent by its name and the change it was made of, which is a version here.
    wf.emit("artifact.packaged", {
      subject = "pkg:generic/libslug@" .. version,
      data = { change = version, archive = archive, sha256 = sha256, compiler = compiler },
    })
    return {
      version = version,
      archive = archive,
      sha256 = sha256,
      compiler = compiler,
      checks = checks,
    }
  end,
}
