/** The jobs: command lines that put stages together, run them and sum up. */
package org.melange.job;
