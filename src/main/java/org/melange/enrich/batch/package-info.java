/**
 * Questions in batch files: submission, polling and results of an OpenAI-compatible batch service.
 */
package org.melange.enrich.batch;
