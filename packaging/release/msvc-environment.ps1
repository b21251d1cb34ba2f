# Makes Microsoft's 64-bit compiler known to the steps of a workflow that follow: what vcvars64.bat sets, handed on
# through $GITHUB_ENV.
$ErrorActionPreference = 'Stop'

$vswhere = "${env:ProgramFiles(x86)}\Microsoft Visual Studio\Installer\vswhere.exe"
$needed = 'Microsoft.VisualStudio.Component.VC.Tools.x86.x64'
$studio = & $vswhere -latest -products '*' -requires $needed -property installationPath
if (-not $studio) { throw 'no Visual Studio with a C++ compiler is installed' }

$wanted = '^(INCLUDE|LIB|LIBPATH|PATH|DevEnvDir|UCRTVersion|Universal\w+|VC\w+|VS\w+|VisualStudioVersion|Windows\w+)='
cmd /c "`"$studio\VC\Auxiliary\Build\vcvars64.bat`" >nul && set" |
    Where-Object { $_ -match $wanted } |
    Add-Content -Path $env:GITHUB_ENV -Encoding utf8
