# The app in the menu bar, with the command line tool: Casks/caro.rb of a tap of Caro's own
cask "caro" do
  arch arm: "arm64", intel: "x64"

  version "0.1.0"
  sha256 arm:   "1111111111111111111111111111111111111111111111111111111111111111",
         intel: "2222222222222222222222222222222222222222222222222222222222222222"

  url "https://example.com/caro/caro/releases/download/v0.1.0/Caro-0.1.0-#{arch}.zip"
  name "Caro"
  desc "Turn plain words into a shell command, with a model on this machine"
  homepage "https://example.com/caro/caro"

  depends_on macos: ">= :sonoma"

  app "Caro.app"
  binary "#{appdir}/Caro.app/Contents/MacOS/caro"

  uninstall quit: "app.caro.Caro"

  # What build/uninstall.sh lists, models included.
  zap trash: [
    "~/Library/Application Support/caro",
    "~/Library/Caches/app.caro.Caro",
    "~/Library/Caches/caro",
    "~/Library/HTTPStorages/app.caro.Caro",
    "~/Library/Preferences/app.caro.Caro.plist",
    "~/Library/Saved Application State/app.caro.Caro.savedState",
  ]
end
