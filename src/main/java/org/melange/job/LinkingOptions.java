package org.melange.job;

import picocli.CommandLine.Option;

/** What a job links with. */
final class LinkingOptions {

  @Option(
      names = "--kb",
      required = true,
      paramLabel = "DIR",
      description = "Knowledge base (import-kb).")
  String kb;

  @Option(
      names = "--table",
      required = true,
      paramLabel = "DIR",
      description = "Its entity table (embed-kb).")
  String table;

  @Option(names = "--model", required = true, paramLabel = "DIR", description = "Model.")
  String model;
}
