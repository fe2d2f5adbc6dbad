package org.melange.job.readme;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.job.Command;

/** The commands of the README, run in its order in a directory that has the example files alone. */
class ReadmeIT {

  private static final Path HERE = Path.of("").toAbsolutePath();
  private static final Pattern OUT = Pattern.compile(" --out (\\S+)");
  private static final List<String> FOLDERS = List.of("jobs", "deploy", "conf");
  private static final String OWN_POSTS = "Your own posts";

  @TempDir private Path dir;

  private final Readme readme = Readme.read();
  private String exports = "";

  @BeforeEach
  void writeTheExampleFiles() throws IOException {
    for (String folder : FOLDERS) {
      Files.createSymbolicLink(dir.resolve(folder), HERE.resolve(folder));
    }
    for (Map.Entry<String, String> file : readme.files().entrySet()) {
      Files.writeString(dir.resolve(file.getKey()), file.getValue());
    }
    BufferedImage image = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
    ImageIO.write(image, "jpg", dir.resolve("17.jpg").toFile());
  }

  /** So that nobody who deletes the directory follows them. */
  @AfterEach
  void deleteTheLinks() throws IOException {
    for (String folder : FOLDERS) {
      Files.delete(dir.resolve(folder));
    }
  }

  @Test
  void ownPostsAreLinkedWithoutAModel() {
    List<Readme.Command> commands = readme.section(OWN_POSTS);
    assertThat(commands).hasSize(3);
    requireSuccess(commands.get(0).text());
    assertThat(requireSuccess(commands.get(1).text()).path("linked").asInt()).isEqualTo(2);
    assertThat(dir.resolve("my/links/report.html")).content().contains("Peaches from");
    assertThat(dir.resolve("my/links/links")).isDirectoryContaining("glob:**.parquet");
    assertThat(requireSuccess(commands.get(2).text()).path("posts_new").asInt()).isEqualTo(2);
  }

  @Test
  @Tag("slow")
  void everyCommandRuns() throws IOException {
    try (StandIns standIns = StandIns.start()) {
      for (Readme.Command command : readme.commands()) {
        String text = standIns.prepared(command.text(), dir);
        if (text.startsWith("export ")) {
          exports += text + "; ";
        } else if (!text.isEmpty()) {
          requireSuccess(text);
        }
      }
    } finally {
      Command.run(dir, "deploy/standalone.sh", "stop");
    }
    assertThat(readme.outputs()).hasSizeGreaterThan(3);
    assertThat(readme.outputs()).allSatisfy(output -> assertThat(dir.resolve(output)).exists());
  }

  /** Runs a command and returns the last line of a job. */
  private JsonNode requireSuccess(String text) {
    Command run = Command.run(dir, "bash", "-c", exports + text);
    assertThat(run.code()).as("%s%n%s", text, run.err()).isZero();
    if (!text.startsWith("jobs/")) {
      return MissingNode.getInstance();
    }
    Matcher out = OUT.matcher(text);
    if (out.find() && !text.endsWith(" --plan")) {
      assertThat(dir.resolve(out.group(1))).as(text).exists();
    }
    JsonNode last = run.summary();
    assertThat(last.path("exit_code").asInt(-1)).as(text).isZero();
    return last;
  }
}
