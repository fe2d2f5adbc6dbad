package org.melange.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the launchers prepare before a job's process begins. */
class LauncherTest {

  /** Pictures lie in files whose names people gave them; services often run without a locale. */
  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", "", "C.UTF-8"})
  void fileNamesAreUnicodeWhateverTheLocale(String locale) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String properties =
        run(locale, ". deploy/lib.sh && " + java + " -XshowSettings:properties -version");
    assertThat(properties).containsPattern("sun.jnu.encoding = UTF-8");
  }

  private static String run(String locale, String script) throws IOException, InterruptedException {
    ProcessBuilder bash = new ProcessBuilder("bash", "-c", script).redirectErrorStream(true);
    Map<String, String> environment = bash.environment();
    environment.keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
    environment.put("LC_ALL", locale);
    Process process = bash.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
