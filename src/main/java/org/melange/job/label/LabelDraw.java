package org.melange.job.label;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.melange.job.cli.Console;
import org.melange.label.Csv;
import org.melange.label.LabelFile;
import org.melange.report.LabelPage;
import org.melange.report.PageTemplate;
import org.melange.report.ShownLink;
import org.melange.run.JobException;
import org.melange.run.Sha256;
import org.melange.run.Summary;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.report.LabelSample;
import org.melange.spark.report.LabelSample.Drawn;
import org.melange.spark.report.LinkSources;

/** Writes a sample of links as a CSV file and as a page. */
final class LabelDraw {

  private final LinkSources sources;
  private final String file;
  private final String page;
  private final boolean overwrite;

  LabelDraw(LinkSources sources, String file, String page, boolean overwrite) {
    this.sources = sources;
    this.file = file;
    this.page = page;
    this.overwrite = overwrite;
  }

  /** Draws and writes. */
  Summary run(int size, long seed, Console console) {
    requireFree(file);
    requireFree(page);
    String run = HadoopFiles.manifest(sources.directory(), "links").version();
    List<Drawn> sample =
        console.step("drawing " + size + " links", () -> LabelSample.draw(sources, size, seed));
    if (sample.isEmpty()) {
      throw JobException.input(sources.directory() + " has no links");
    }
    List<String> records = sample.stream().map(drawn -> Csv.line(cells(drawn, run))).toList();
    console.step("writing the page", () -> write(sample, records));
    Map<String, Long> strata =
        sample.stream()
            .collect(Collectors.groupingBy(Drawn::stratum, TreeMap::new, Collectors.counting()));
    console.table("Links to judge, by confidence/candidates/image", strata);
    console.line("Open " + page + ", or fill in the column answer of " + file + ".");
    return new Summary(
        Map.of("links", (long) sample.size(), "strata", strata, "out", file, "page", page));
  }

  /** The file may have answers that took somebody hours. */
  private void requireFree(String path) {
    if (HadoopFiles.exists(path) && !overwrite) {
      throw JobException.usage(path + " exists: use another file or --overwrite");
    }
  }

  private Void write(List<Drawn> sample, List<String> records) {
    List<LabelPage.Item> items = new ArrayList<>();
    for (int i = 0; i < sample.size(); i++) {
      items.add(new LabelPage.Item(sample.get(i).link(), records.get(i)));
    }
    String lines = String.join("\r\n", records);
    HadoopFiles.write(
        page,
        PageTemplate.label(
            new LabelPage(
                "Label " + sample.size() + " links",
                List.of(
                    "Is each mention linked to the right entity? Use the buttons or keys. The"
                        + " browser keeps the answers on this machine; download them at the end.",
                    "Then read the file with jobs/label --answers."),
                Sha256.of(lines).substring(0, 16),
                file.substring(file.lastIndexOf('/') + 1),
                LabelFile.header(),
                items)));
    HadoopFiles.write(file, LabelFile.header() + "\r\n" + lines + "\r\n");
    return null;
  }

  /** The cells of {@link LabelFile#COLUMNS}; the last one, the answer, is empty. */
  private static List<String> cells(Drawn drawn, String run) {
    ShownLink link = drawn.link();
    return List.of(
        link.postId(),
        link.mentionId(),
        link.text().mention(),
        plain(link.text().bracketed()),
        link.entity() == null ? "" : link.entity().qid(),
        link.entity() == null ? "" : Objects.toString(link.entity().label(), ""),
        link.entity() == null ? "" : plain(Objects.toString(link.entity().description(), "")),
        link.candidates().stream()
            .map(
                candidate ->
                    candidate.entity().qid()
                        + " "
                        + Objects.toString(candidate.entity().label(), ""))
            .collect(Collectors.joining("; ")),
        link.confidence() == null ? "" : String.format(Locale.ROOT, "%.4f", link.confidence()),
        link.imageStatus(),
        drawn.stratum(),
        String.valueOf(drawn.weight()),
        run,
        "");
  }

  /** One line: a spreadsheet shows it better. */
  private static String plain(String text) {
    return text.replaceAll("\\s+", " ");
  }
}
