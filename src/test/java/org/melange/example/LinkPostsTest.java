package org.melange.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.job.SmallWorld;
import org.melange.testing.LocalSpark;

/** The example program runs, and the document shows it. */
class LinkPostsTest {

  private static final Path PAGE = Path.of("src/site/markdown/library.md");

  @TempDir private Path dir;

  @Test
  void linksTheLinesOfTheReadme() throws IOException {
    SmallWorld world = SmallWorld.get();
    Path posts =
        Files.write(
            dir.resolve("posts.jsonl"),
            List.of(
                line(Path.of("README.md")),
                "{\"post_id\": 18, \"text\": \"Monaco\", \"images\": \"18.jpg\", \"lang\":"
                    + " \"en\"}"));
    List<Row> links = links(posts, world.kb(), dir.resolve("links").toString());
    assertThat(links)
        .extracting(row -> row.getAs("post_id") + " " + row.getAs("mention"))
        .containsExactly("17 Georgia", "18 Monaco");
    List<Row> withModel =
        links(
            posts,
            world.kb(),
            dir.resolve("with-model").toString(),
            world.model(),
            world.table(),
            dir.toString());
    assertThat(withModel).allMatch(row -> row.<String>getAs("qid").startsWith("Q"));
    assertThat(withModel)
        .extracting(row -> row.getAs("mention") + " " + row.getAs("image_status"))
        .containsExactly("Georgia absent", "Monaco absent");
  }

  /** What the program writes. */
  private static List<Row> links(Path posts, String kb, String out, String... model) {
    SparkSession spark = LocalSpark.session();
    LinkPosts.main(
        Stream.concat(Stream.of(posts.toString(), kb, out), Stream.of(model))
            .toArray(String[]::new));
    return spark.read().parquet(out).orderBy("post_id").collectAsList();
  }

  @Test
  void theDocumentShowsTheProgramAsItIsCompiled() throws IOException {
    String program = Files.readString(Path.of("src/test/java/org/melange/example/LinkPosts.java"));
    assertThat(Files.readString(PAGE)).contains("```java\n" + program + "```\n");
  }

  @Test
  void theDocumentHasTheCoordinatesAndFlagsOfTheBuild() throws IOException {
    String page = Files.readString(PAGE);
    String pom = Files.readString(Path.of("pom.xml"));
    for (String element : List.of("groupId", "artifactId", "version")) {
      assertThat(page).contains(element(pom, element));
    }
    for (String property : List.of("spark.version", "scala.binary")) {
      assertThat(page).contains(element(pom, property).replaceAll("<[^>]+>", ""));
    }
    String flags = element(pom, "spark.jvm.flags").replaceAll("<[^>]+>", "");
    Matcher block = Pattern.compile("```text\n(.*?)```", Pattern.DOTALL).matcher(page);
    assertThat(block.find()).isTrue();
    assertThat(words(block.group(1))).isEqualTo(words(flags));
  }

  private static TreeSet<String> words(String text) {
    return new TreeSet<>(Arrays.asList(text.strip().split("\\s+")));
  }

  private static String element(String pom, String name) {
    Matcher matcher = Pattern.compile("<" + name + ">[^<]*</" + name + ">").matcher(pom);
    assertThat(matcher.find()).as(name).isTrue();
    return matcher.group();
  }

  private static String line(Path page) throws IOException {
    return Files.readString(page)
        .lines()
        .filter(line -> line.startsWith("{\"post_id\""))
        .findFirst()
        .orElseThrow();
  }
}
