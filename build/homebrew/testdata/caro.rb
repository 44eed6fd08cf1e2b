# The command line tool, for a tap of Caro's own: Formula/caro.rb
class Caro < Formula
  desc "Turn plain words into a shell command, with a model on this machine"
  homepage "https://example.com/caro/caro"
  version "0.1.0"
  license "MIT"

  on_macos do
    on_arm do
      url "https://example.com/caro/caro/releases/download/v0.1.0/Caro-0.1.0-arm64.zip"
      sha256 "1111111111111111111111111111111111111111111111111111111111111111"
    end
    on_intel do
      url "https://example.com/caro/caro/releases/download/v0.1.0/Caro-0.1.0-x64.zip"
      sha256 "2222222222222222222222222222222222222222222222222222222222222222"
    end
  end
  on_linux do
    on_arm do
      url "https://example.com/caro/caro/releases/download/v0.1.0/caro-0.1.0-linux-arm64.tar.gz"
      sha256 "3333333333333333333333333333333333333333333333333333333333333333"
    end
    on_intel do
      url "https://example.com/caro/caro/releases/download/v0.1.0/caro-0.1.0-linux-x64.tar.gz"
      sha256 "4444444444444444444444444444444444444444444444444444444444444444"
    end
  end

  depends_on macos: :sonoma

  # Caro compares the engine's libraries with their hashes: nothing may rewrite them.
  preserve_rpath
  skip_clean :all

  def install
    if OS.mac?
      # The zip holds one folder, Caro.app, which Homebrew has entered.
      (libexec/"Caro.app").install Dir["*"]
      bin.install_symlink libexec/"Caro.app/Contents/MacOS/caro"
    else
      libexec.install Dir["*"]
      bin.install_symlink libexec/"caro"
    end
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/caro version")
    assert_match "critical", shell_output("#{bin}/caro check -- 'rm -rf /'")
  end
end
