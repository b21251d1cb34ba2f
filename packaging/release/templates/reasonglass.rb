cask "reasonglass" do
  arch arm: "arm64", intel: "x64"

  version "@VERSION@"
  sha256 arm:   "@DMG_ARM64_SHA256@",
         intel: "@DMG_X64_SHA256@"

  url "@REPOSITORY@/releases/download/v#{version}/Reasonglass-#{version}-macos-#{arch}.dmg"
  name "Reasonglass"
  desc "Watch reasoning models work, and keep what they wrote"
  homepage "@REPOSITORY@"

  livecheck do
    url :url
    strategy :github_latest
  end

  depends_on macos: ">= :monterey"

  app "Reasonglass.app"
  binary "#{appdir}/Reasonglass.app/Contents/MacOS/reasonglass-cli"

  uninstall quit: "io.github.reasonglass.Reasonglass"

  zap trash: [
    "~/Library/Application Support/Reasonglass",
    "~/Library/Preferences/io.github.reasonglass.Reasonglass.plist",
    "~/Library/Preferences/Reasonglass",
    "~/Library/Saved Application State/io.github.reasonglass.Reasonglass.savedState",
  ]
end
