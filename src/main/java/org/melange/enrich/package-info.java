/**
 * Description-aware mention enhancement: which entity's description fits a mention's sentence, as
 * answered by a language model behind an HTTP endpoint, under one budget of requests, tokens and
 * money for the whole cluster. Knows no Spark; the only room that speaks HTTP.
 */
package org.melange.enrich;
