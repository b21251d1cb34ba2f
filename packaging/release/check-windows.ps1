# Installs an installer for Windows silently, sees whether both installed programs play the sample, and uninstalls it
# again: on a Windows where none of it is installed, without a network.
#
#   packaging/release/check-windows.ps1 INSTALLER.exe VERSION
#
# $env:REASONGLASS_EXPECT_SIGNED = 'yes' makes a missing signature an error.
param([Parameter(Mandatory)][string]$Installer, [Parameter(Mandatory)][string]$Version)
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false # their exit codes are looked at

$work = Join-Path ([IO.Path]::GetTempPath()) "reasonglass-check-$PID"
New-Item -ItemType Directory $work | Out-Null

function Find-Entry {
    # For the user, or for everyone where the installer runs elevated.
    foreach ($hive in 'HKCU:', 'HKLM:') {
        $key = "$hive\Software\Microsoft\Windows\CurrentVersion\Uninstall\Reasonglass"
        if (Test-Path $key) { return Get-ItemProperty $key }
    }
}

function Wait-Until([int]$Seconds, [scriptblock]$Condition, [string]$Failure) {
    $end = [DateTime]::UtcNow.AddSeconds($Seconds)
    while (-not (& $Condition)) {
        if ([DateTime]::UtcNow -gt $end) { throw $Failure }
        Start-Sleep -Milliseconds 500
    }
}

function Test-Completed([string]$Folder) {
    $runs = & $cli list --profile $Folder --output json | ConvertFrom-Json
    return [bool](@($runs) | Where-Object { $_.status -eq 'completed' })
}

# --- it installs --------------------------------------------------------------------------------------------------

if (Find-Entry) { throw 'Reasonglass is installed already: this would say nothing' }
$setup = Start-Process -FilePath $Installer -ArgumentList '/S' -Wait -PassThru
if ($setup.ExitCode -ne 0) { throw "the installer failed: $($setup.ExitCode)" }
$entry = Find-Entry
if (-not $entry) { throw 'no entry among the installed programs' }
if ($entry.DisplayVersion -ne $Version) { throw "version $($entry.DisplayVersion) is installed, not $Version" }
$uninstaller = ($entry.UninstallString -replace '^"([^"]*)".*$', '$1')
$folder = Split-Path $uninstaller
$cli = Get-ChildItem -Recurse $folder -Filter reasonglass-cli.exe | Select-Object -First 1 -ExpandProperty FullName
$desktop = Get-ChildItem -Recurse $folder -Filter reasonglass.exe | Select-Object -First 1 -ExpandProperty FullName
if (-not $cli -or -not $desktop) { throw "a program is missing in $folder" }

foreach ($file in $Installer, $cli, $desktop) {
    $signature = (Get-AuthenticodeSignature $file).Status
    if ($signature -eq 'Valid') { continue }
    if ($env:REASONGLASS_EXPECT_SIGNED -eq 'yes') { throw "${file}: the signature is $signature" }
    Write-Host "not signed: $file"
}

# --- both programs play the sample --------------------------------------------------------------------------------

# Only what is installed may be used, not what the build left in PATH.
$env:Path = "$env:SystemRoot\System32;$env:SystemRoot"
$answer = & $cli analyze --sample --profile "$work\cli" 2> "$work\reasoning.txt"
if ($LASTEXITCODE -ne 0) { throw "the sample failed: $(Get-Content "$work\reasoning.txt" -Tail 3)" }
if (-not $answer) { throw 'the sample gave no answer' }
if (-not (Test-Completed "$work\cli")) { throw 'the library does not list the sample as completed' }
& $cli verify --profile "$work\cli" | Out-Null
if ($LASTEXITCODE -ne 0) { throw 'the library is damaged' }

$running = Start-Process -FilePath $desktop -ArgumentList '--profile', "$work\desktop", '--sample', 'completed' -PassThru
try {
    Wait-Until 180 {
        if ($running.HasExited) { throw "the desktop program ended by itself: $($running.ExitCode)" }
        (Test-Path "$work\desktop\library.sqlite") -and (Test-Completed "$work\desktop")
    } 'the desktop program has not completed the sample'
}
finally {
    if (-not $running.HasExited) { $running.Kill(); $running.WaitForExit() }
}

# --- it goes again ------------------------------------------------------------------------------------------------

# _?= keeps NSIS from going on in a copy of itself, so that there is something to wait for.
Start-Process -FilePath $uninstaller -ArgumentList '/S', "_?=$folder" -Wait
Wait-Until 60 { -not (Find-Entry) } 'the entry among the installed programs is still there'
if (Test-Path $desktop) { throw "$desktop is still there" }
if (-not (Test-Path "$work\desktop\library.sqlite")) { throw 'the uninstaller took a library along' }
Remove-Item -Recurse -Force $work
Write-Host 'installs, streams the sample in both programs, and uninstalls'
