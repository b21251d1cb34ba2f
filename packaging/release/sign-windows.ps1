# Signs programs or an installer for Windows, where there is a certificate.
#
#   packaging/release/sign-windows.ps1 FILE...
#
# $env:WINDOWS_CERTIFICATE is a PFX file in Base64, $env:WINDOWS_CERTIFICATE_PASSWORD its password. Without the first
# nothing is signed, which is said. The certificate is in the user's store only while this runs, so that no password
# stands in a command line.
param([Parameter(Mandatory, ValueFromRemainingArguments)][string[]]$Files)
$ErrorActionPreference = 'Stop'

if (-not $env:WINDOWS_CERTIFICATE) {
    Write-Host "::notice::WINDOWS_CERTIFICATE is not set: $($Files -join ', ') stay unsigned"
    exit 0
}

$signtool = Get-ChildItem "${env:ProgramFiles(x86)}\Windows Kits\10\bin\*\x64\signtool.exe" |
    Sort-Object { [version]$_.Directory.Parent.Name } | Select-Object -Last 1
if (-not $signtool) { throw 'signtool of the Windows SDK is not installed' }

$pfx = Join-Path $env:RUNNER_TEMP 'certificate.pfx'
$certificate = $null
try {
    [IO.File]::WriteAllBytes($pfx, [Convert]::FromBase64String($env:WINDOWS_CERTIFICATE))
    $password = ConvertTo-SecureString "$env:WINDOWS_CERTIFICATE_PASSWORD" -AsPlainText -Force
    $certificate = Import-PfxCertificate -FilePath $pfx -CertStoreLocation Cert:\CurrentUser\My -Password $password
    $options = '/sha1', $certificate.Thumbprint, '/fd', 'sha256', '/td', 'sha256', '/tr', 'http://timestamp.digicert.com'
    & $signtool.FullName sign @options /d Reasonglass @Files
    if ($LASTEXITCODE -ne 0) { throw "signtool failed: $LASTEXITCODE" }
    & $signtool.FullName verify /pa @Files
    if ($LASTEXITCODE -ne 0) { throw "the signature does not hold: $LASTEXITCODE" }
}
finally {
    Remove-Item -Force -ErrorAction SilentlyContinue $pfx
    if ($certificate) { Remove-Item -Force "Cert:\CurrentUser\My\$($certificate.Thumbprint)" }
}
