<# : batch portion
@echo off
setlocal
rem Runs the Maven that .mvn\wrapper\maven-wrapper.properties names: from the user's cache, else downloaded and checked,
rem else, where the archive can't be reached, an installed Maven 3.8 or newer.
set "MVNW_SELF=%~f0"
set "MVNW_BASE=%~dp0"
set "MVNW_FOUND="
for /f "usebackq delims=" %%m in (`powershell -NoProfile -ExecutionPolicy Bypass -Command "& ([ScriptBlock]::Create((Get-Content -Raw -LiteralPath $env:MVNW_SELF)))"`) do set "MVNW_FOUND=%%m"
if not defined MVNW_FOUND exit /b 1
rem From a directory without a pom.xml the project is meant. Of two --file Maven takes the first: the caller's own wins.
if exist pom.xml goto here
call "%MVNW_FOUND%" %* --file "%MVNW_BASE%pom.xml"
exit /b %ERRORLEVEL%
:here
call "%MVNW_FOUND%" %*
exit /b %ERRORLEVEL%
#>
# Prints the path of mvn.cmd and nothing else; what a person should read goes to standard error.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

function Say($text) { [Console]::Error.WriteLine("mvnw: $text") }
function Fail($text) { Say $text; exit 1 }

$properties = @{}
Get-Content -LiteralPath (Join-Path $env:MVNW_BASE '.mvn\wrapper\maven-wrapper.properties') |
    Where-Object { $_ -match '^(\w+)=(.*)$' } | ForEach-Object { $properties[$Matches[1]] = $Matches[2].Trim() }
$url = $properties['distributionUrl']
$sum = $properties['distributionSha512Sum']
if (-not $url -or -not $sum) { Fail 'maven-wrapper.properties must give distributionUrl and distributionSha512Sum' }

$archive = $url.Substring($url.LastIndexOf('/') + 1)
$name = $archive -replace '-bin\.tar\.gz$', ''
$userHome = if ($env:MAVEN_USER_HOME) { $env:MAVEN_USER_HOME } else { Join-Path $env:USERPROFILE '.m2' }
$dists = Join-Path $userHome 'wrapper\dists'
# Named by the checksum: another distribution under the same name is another directory.
$parent = Join-Path $dists "$name-bin\$($sum.Substring(0, 16))"

if ($env:JAVA_HOME) {
    if (-not (Test-Path -LiteralPath "$env:JAVA_HOME\bin\java.exe")) {
        Fail "JAVA_HOME is $env:JAVA_HOME, which has no bin\java.exe; set it to a JDK 17 or newer"
    }
} elseif (-not (Get-Command java -ErrorAction SilentlyContinue)) {
    Fail 'no java; install a JDK 17 or newer, or set JAVA_HOME'
}

# Ours, or what another Maven wrapper unpacked: they all write to the same cache.
function Get-Cached {
    @("$parent\$name\bin\mvn.cmd", "$dists\$name-bin\*\$name\bin\mvn.cmd", "$dists\$name\*\bin\mvn.cmd") |
        ForEach-Object { Get-Item $_ -ErrorAction SilentlyContinue } |
        Select-Object -First 1 -ExpandProperty FullName
}

# Unpacked aside and renamed: whoever starts at the same time sees all of it or nothing.
function Install {
    $temporary = Join-Path $dists ".unpacking-$([Guid]::NewGuid())"
    New-Item -ItemType Directory -Force $temporary, $parent | Out-Null
    try {
        $file = Join-Path $temporary $archive
        try {
            [Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12
            Invoke-WebRequest -UseBasicParsing -TimeoutSec 20 -Uri $url -OutFile $file
        } catch { return }
        $found = (Get-FileHash -Algorithm SHA512 -LiteralPath $file).Hash.ToLowerInvariant()
        if ($found -ne $sum) {
            Remove-Item -Recurse -Force -LiteralPath $temporary
            Fail "$url has the wrong SHA-512: expected $sum, found $found; nothing was kept"
        }
        & tar.exe -xzf $file -C $temporary
        if ($LASTEXITCODE -ne 0) { throw "cannot unpack $archive" }
        try { Move-Item -LiteralPath "$temporary\$name" -Destination $parent } catch { if (-not (Get-Cached)) { throw } }
    } finally {
        Remove-Item -Recurse -Force -LiteralPath $temporary -ErrorAction SilentlyContinue
    }
    Get-Cached
}

function Get-Installed {
    $mvn = Get-Command mvn.cmd -ErrorAction SilentlyContinue
    if (-not $mvn) { return }
    if ("$(& $mvn.Source -version)" -notmatch 'Apache Maven (\d+\.\d+)(\.\d+)?') { return }
    if ([version]$Matches[1] -lt [version]'3.8') { return }
    Say "cannot download $url; using the installed Maven $($Matches[1])$($Matches[2]) ($($mvn.Source))"
    $mvn.Source
}

$maven = Get-Cached
if (-not $maven) { $maven = Install }
if (-not $maven) { $maven = Get-Installed }
if (-not $maven) { Fail "no Maven: none in $dists, cannot download $url, and no mvn 3.8 or newer is installed" }
$maven
