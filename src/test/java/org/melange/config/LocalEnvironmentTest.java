package org.melange.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Local directories, and system properties that libraries read. */
class LocalEnvironmentTest {

  private static final String[] PROPERTIES = {
    "melange.tmpdir",
    "jdk.httpclient.keepalive.timeout",
    "ai.djl.offline",
    "ai.djl.pytorch.num_threads",
    "ai.djl.pytorch.num_interop_threads"
  };

  private final Map<String, String> before = new HashMap<>();

  @BeforeEach
  void clear() {
    for (String name : PROPERTIES) {
      before.put(name, System.getProperty(name));
      System.clearProperty(name);
    }
  }

  @AfterEach
  void restore() {
    before.forEach(
        (name, value) -> {
          if (value == null) {
            System.clearProperty(name);
          } else {
            System.setProperty(name, value);
          }
        });
  }

  @Test
  void theTableCacheIsTheConfiguredDirectory() {
    assertThat(LocalFolders.cache("/data/cache")).isEqualTo(Path.of("/data/cache"));
  }

  @Test
  void withoutASettingTheTableCacheIsTheUsersAndOutlivesTheRun() {
    String user = "melange-cache-" + System.getProperty("user.name");
    assertThat(LocalFolders.cache(""))
        .isEqualTo(Path.of(System.getProperty("java.io.tmpdir"), user));
    System.setProperty("melange.tmpdir", "/var/tmp");
    assertThat(LocalFolders.cache("")).isEqualTo(Path.of("/var/tmp", user));
  }

  @Test
  void theKeepAliveTimeHasWholeSecondsAndIsAtLeastOne() {
    HttpEngine.prepare(Duration.ofMillis(200));
    assertThat(System.getProperty("jdk.httpclient.keepalive.timeout")).isEqualTo("1");
  }

  @Test
  void aPropertyOfTheCommandLineOverridesTheKeepAliveTime() {
    System.setProperty("jdk.httpclient.keepalive.timeout", "7");
    HttpEngine.prepare(Duration.ofSeconds(30));
    assertThat(System.getProperty("jdk.httpclient.keepalive.timeout")).isEqualTo("7");
  }

  @Test
  void theTensorLibraryIsOfflineAndHasTheThreads() {
    System.setProperty("ai.djl.pytorch.num_interop_threads", "3");
    TensorEngine.prepare(5);
    assertThat(System.getProperty("ai.djl.offline")).isEqualTo("true");
    assertThat(System.getProperty("ai.djl.pytorch.num_threads")).isEqualTo("5");
    assertThat(System.getProperty("ai.djl.pytorch.num_interop_threads")).isEqualTo("3");
  }
}
