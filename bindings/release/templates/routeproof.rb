# Written by bindings/release of routeproof {{ version }}.
class Routeproof < Formula
  desc "{{ description }}"
  homepage "{{ source }}"
  version "{{ version }}"
  license "Apache-2.0"
{% for system, archives in archives | rejectattr("os", "eq", "windows") | groupby("os") %}
  on_{{ {"darwin": "macos"}.get(system, system) }} do
  {%- for it in archives %}
    on_{{ {"amd64": "intel", "arm64": "arm"}[it.arch] }} do
      url "{{ it.url }}"
      sha256 "{{ it.sha256 }}"
    end
  {%- endfor %}
  end
{% endfor %}
  def install
    bin.install "routeproof"
    man1.install Dir["man/man1/*"]
    bash_completion.install "completions/routeproof.bash" => "routeproof"
    zsh_completion.install "completions/_routeproof"
    fish_completion.install "completions/routeproof.fish"
  end

  test do
    (testpath/"route.yaml").write "{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: a}, spec: {rulez: []}}"
    assert_match "RP1010", shell_output("#{bin}/routeproof check route.yaml", 1)
  end
end
