package org.melange.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where the hub is and who asks. */
class HubAccessTest {

  @Test
  void theOptionGoesBeforeTheEnvironmentAndThatBeforeTheHub() {
    Map<String, String> environment = Map.of("HF_ENDPOINT", "https://mirror.example/hub");
    assertThat(HubAccess.of(null, name -> null).address())
        .isEqualTo(URI.create("https://huggingface.co"));
    assertThat(HubAccess.of(null, environment::get).address().getHost())
        .isEqualTo("mirror.example");
    assertThat(HubAccess.of("http://other.example", environment::get).address().getHost())
        .isEqualTo("other.example");
  }

  @Test
  void theTokenIsReadAndNeverShown() {
    HubAccess access = HubAccess.of(null, Map.of("HF_TOKEN", " secret-word\n")::get);
    assertThat(access.token()).contains("secret-word");
    assertThat(access.toString()).doesNotContain("secret-word");
    assertThat(HubAccess.of(null, Map.of("HF_TOKEN", " ")::get).token()).isEmpty();
  }

  @Test
  void anAddressThatIsNoneIsAFaultThatKeepsPasswords() {
    assertThatThrownBy(() -> HubAccess.of("https://me:secret-word@mirror.example", name -> null))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("--hub")
        .hasMessageNotContaining("secret-word");
    assertThatThrownBy(() -> HubAccess.of(null, name -> "mirror"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("HF_ENDPOINT");
  }
}
