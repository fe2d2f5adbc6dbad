package org.melange.job.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.melange.testing.MarkdownPage;

/** The commands and files of the README, and the table of what is not run as it is. */
class ReadmeTest {

  private static final Pattern COMMAND =
      Pattern.compile("jobs/[a-z-]+( .*)?|deploy/standalone\\.sh .*|\\./mvnw .*|export \\w+=\\S+");
  private static final Pattern MAVEN = Pattern.compile("\\./mvnw -B(?: -P(\\w+))? (?:verify|test)");

  @Test
  void aPageIsTakenApart() {
    Readme page =
        Readme.of(
            MarkdownPage.of(
                Path.of("page.md"),
                """
                # First

                As `a.jsonl`, written to `my/a/b.html`:

                ```json
                {"id": 1}
                {"id": 2}
                ```

                    jobs/one --in x \\
                      --out my/one   # also writes my/one.html
                    # only a comment

                ## Second

                ```bash
                jobs/two --set a=b
                ```
                ```java
                int i = 0;
                ```

                | `./mvnw -B test` | tests |
                """));
    assertThat(page.commands())
        .containsExactly(
            new Readme.Command("First", "jobs/one --in x --out my/one"),
            new Readme.Command("Second", "jobs/two --set a=b"));
    assertThat(page.section("Second")).hasSize(1);
    assertThat(page.files()).containsOnlyKeys("a.jsonl");
    assertThat(page.files().get("a.jsonl")).isEqualTo("{\"id\": 1}\n{\"id\": 2}\n");
    assertThat(page.outputs()).containsExactly("my/a/b.html", "my/one.html");
    assertThat(page.builds()).containsExactly("./mvnw -B test");
  }

  @Test
  void everyLineIsACommandThatCanBeRun() {
    assertThat(Readme.read().commands())
        .hasSizeGreaterThan(15)
        .allSatisfy(command -> assertThat(command.text()).matches(COMMAND));
    assertThat(Readme.read().files()).containsOnlyKeys("entities.jsonl", "posts.jsonl");
  }

  @Test
  void everyStandInIsUsedAndNothingElseIsAbbreviated() throws IOException {
    List<Readme.Command> commands = Readme.read().commands();
    try (StandIns standIns = StandIns.start()) {
      assertThat(standIns.table())
          .allSatisfy(
              row -> assertThat(commands).anyMatch(command -> row.concerns(command.text())));
      for (Readme.Command command : commands) {
        String text = command.text();
        for (StandIn row : standIns.table()) {
          text = row.concerns(text) ? row.applyTo(text) : text;
        }
        assertThat(text.startsWith("export") ? "" : text).doesNotContain("...");
      }
    }
  }

  @Test
  void theProfilesOfMavenExist() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    Readme readme = Readme.read();
    assertThat(readme.builds()).hasSizeGreaterThan(4);
    List<String> builds = new ArrayList<>(readme.builds());
    readme.commands().stream()
        .map(Readme.Command::text)
        .filter(text -> text.startsWith("./mvnw"))
        .forEach(builds::add);
    for (String build : builds) {
      Matcher maven = MAVEN.matcher(build);
      assertThat(maven.matches()).as(build).isTrue();
      if (maven.group(1) != null) {
        assertThat(pom).contains("<id>" + maven.group(1) + "</id>");
      }
    }
  }
}
