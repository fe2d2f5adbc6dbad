package org.melange.report;

import static java.util.Objects.requireNonNull;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A page with its style, its script if it has one, and a content security policy that allows only
 * these. Everything that a template is given is escaped. Immutable and thread-safe.
 */
public final class PageTemplate {

  private static final String RESOURCES = "org/melange/report/";
  private static final String STYLE = "page.css";

  private static final PebbleEngine ENGINE = engine();

  private final String name;
  private final String script;
  private final String style;

  /**
   * @param name of the template {@code NAME.html} and the script {@code NAME.js}
   */
  PageTemplate(String name) {
    this(name, resource(name + ".js"));
  }

  private PageTemplate(String name, String script) {
    this.name = name;
    this.script = script;
    this.style = resource(STYLE);
  }

  /** The report of a run; its variable {@code page} is a {@link RunPage}. */
  public static String report(RunPage page) {
    return new PageTemplate("report").render(page);
  }

  /** The page for labeling links; its variable {@code page} is a {@link LabelPage}. */
  public static String label(LabelPage page) {
    return new PageTemplate("label").render(page);
  }

  /** Proposals to review; the variable {@code page} is a {@link ProposalPage}. */
  public static String proposals(ProposalPage page) {
    return new PageTemplate("proposals", "").render(page);
  }

  /** The report of a backfill; the variable {@code page} is a {@link ChangesPage}. */
  public static String changes(ChangesPage page) {
    return new PageTemplate("changes", "").render(page);
  }

  /** The page as HTML. */
  String render(Object page) {
    Map<String, Object> variables = new HashMap<>();
    variables.put("page", page);
    variables.put("style", style);
    variables.put("script", script);
    variables.put("policy", policy());
    StringWriter out = new StringWriter();
    try {
      ENGINE.getTemplate(name + ".html").evaluate(out, variables, Locale.ROOT);
      return out.toString();
    } catch (IOException e) {
      throw new UncheckedIOException("rendering " + name, e);
    }
  }

  /** Nothing is loaded, sent or run but what the file itself contains. */
  private String policy() {
    return "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; style-src "
        + hash(style)
        + "; script-src "
        + (script.isEmpty() ? "'none'" : hash(script));
  }

  private static String hash(String source) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(source.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static PebbleEngine engine() {
    ClasspathLoader loader = new ClasspathLoader(PageTemplate.class.getClassLoader());
    loader.setPrefix(RESOURCES);
    return new PebbleEngine.Builder()
        .loader(loader)
        .autoEscaping(true)
        .strictVariables(true)
        .defaultLocale(Locale.ROOT)
        .build();
  }

  /** A browser reads all line ends as line feeds, and so they enter the hash. */
  private static String resource(String file) {
    try (InputStream in =
        PageTemplate.class.getClassLoader().getResourceAsStream(RESOURCES + file)) {
      String text = new String(requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
      return text.replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file + " from the jar", e);
    }
  }
}
