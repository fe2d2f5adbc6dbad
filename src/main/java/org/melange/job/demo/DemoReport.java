package org.melange.job.demo;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.run.HtmlPage;
import org.melange.run.Summary;
import org.melange.sample.SampleCorpus;
import org.melange.spark.link.Links;
import org.melange.spark.post.PostFormat;
import org.melange.spark.post.PostSource;

/** An HTML page with posts, their images and links. */
final class DemoReport {

  private static final int SHOWN = 80;
  private static final int RUNNERS_UP = 3;

  private DemoReport() {}

  /** Writes the page for the demo in {@code out}. */
  static Path write(SparkSession spark, Path out, Summary summary, DemoGold answers, Path page) {
    String sample = out.resolve("sample").resolve(SampleCorpus.POSTS).toString();
    HtmlPage html = new HtmlPage("Melange: links of the sample");
    html.paragraph(
        answers.right()
            + " of "
            + answers.judged()
            + " links are correct. The model was not trained on these posts. Most of their names"
            + " are ambiguous, and often only the image shows which entity is meant.");
    html.table(
        List.of("what", "count"),
        summary.values().entrySet().stream()
            .map(
                entry ->
                    List.of(
                        HtmlPage.text(entry.getKey()),
                        HtmlPage.text(String.valueOf(entry.getValue()))))
            .toList());
    try (PostSource posts =
        PostSource.read(
            spark, PostFormat.JSONL, sample, Settings.defaults().posts().maxRecordChars(), 2)) {
      Dataset<Row> links = Links.read(spark, out.resolve("run").toString());
      List<Row> rows =
          links
              .join(posts.posts().select("post_id", "text", "images"), "post_id")
              .orderBy(col("post_id"), col("mention_id"))
              .limit(SHOWN)
              .collectAsList();
      html.table(
          List.of("image", "post", "linked to", "correct", "score", "next candidates"),
          rows.stream().map(row -> cells(row, answers)).toList());
      Files.writeString(page, html.render());
      return page;
    } catch (IOException e) {
      throw new UncheckedIOException("writing " + page, e);
    }
  }

  private static List<String> cells(Row row, DemoGold answers) {
    return List.of(
        image(row),
        HtmlPage.marked(row.getAs("text"), row.getAs("mention")),
        row.getAs("qid") == null ? "NIL" : entity(row),
        HtmlPage.text(answers.mark(row)),
        row.getAs("score") == null ? "" : score(row),
        nextBest(row));
  }

  private static String image(Row row) {
    String status = row.getAs("image_status");
    List<Row> images = row.getList(row.fieldIndex("images"));
    String uri = images.isEmpty() ? null : images.get(0).getAs("uri");
    if (!status.equals("ok") || uri == null) {
      return HtmlPage.text(status);
    }
    return HtmlPage.image(uri.startsWith("data:") ? uri : "sample/" + uri);
  }

  private static String entity(Row row) {
    return HtmlPage.link(
        "https://www.wikidata.org/wiki/" + row.getAs("qid"),
        row.getAs("label") + " (" + row.getAs("qid") + ")");
  }

  private static String nextBest(Row row) {
    List<Row> candidates = row.getList(row.fieldIndex("candidates"));
    return String.join(
        "<br>",
        candidates.stream()
            .skip(1)
            .limit(RUNNERS_UP)
            .map(candidate -> entity(candidate) + " " + score(candidate))
            .toList());
  }

  private static String score(Row row) {
    return String.format(Locale.ROOT, "%.3f", row.<Float>getAs("score"));
  }
}
