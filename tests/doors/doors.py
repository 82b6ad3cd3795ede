"""The table of doors: what each role should get at each address of the site."""

from dataclasses import dataclass, replace

# nobody: not signed in. nora: no post. eve: the township of these addresses; wen: the one next to it. ying, lei, shen:
# their county's office, leader, task force. han: leader of their city. zhou: office of another county of that city.
# feng: leader of the province. admin: administrator of the province.
# door is the way to the sign-in page; a number is the status of the answer. What has no line answers 405.
# Where a deed is done (302), the change log has one change set more; everywhere else it has not.
TABLE = """
                                                 nobody nora  eve  wen ying  lei shen  han zhou feng admin
GET  /                                             door  200  302  302  302  302  302  302  302  302  302
GET  /sign-in/                                      200  302  302  302  302  302  302  302  302  302  302
POST /sign-in/                                      200  302  302  302  302  302  302  302  302  302  302
GET  /sign-in/words/                               door  302  302  302  302  302  302  302  302  302  302
POST /sign-out/                                    door  302  302  302  302  302  302  302  302  302  302
POST /post/                                        door  302  302  302  302  302  302  302  302  302  302
GET  /language/                                     302  302  302  302  302  302  302  302  302  302  302
POST /language/                                     302  302  302  302  302  302  302  302  302  302  302
GET  /admin/login/                                 door  403  403  403  403  403  403  403  403  403  302
GET  /admin/password_change/                       door  403  403  403  403  403  403  403  403  403  302
GET  /year/                                        door  302  302  302  302  302  302  302  302  302  302
GET  /search/                                      door  200  200  200  200  200  200  200  200  200  200
GET  /account/password/                            door  200  200  200  200  200  200  200  200  200  200
POST /account/password/               wrong        door  422  422  422  422  422  422  422  422  422  422
GET  /healthz                                       200  200  200  200  200  200  200  200  200  200  200
GET  /readyz                                        200  200  200  200  200  200  200  200  200  200  200

GET  /hall/token/                                   200  200  200  200  200  200  200  200  200  200  200
GET  /year/province/                               door  404  403  403  403  403  403  403  403  200  200
GET  /year/province/log/                           door  404  403  403  403  403  403  403  403  200  200
GET  /year/city/                                   door  404  403  403  403  403  403  200  403  200  200
GET  /year/city/log/                               door  404  403  403  403  403  403  200  403  200  200
GET  /todo/                                        door  302  302  302  302  302  302  302  302  302  302
GET  /help/                                        door  200  200  200  200  200  200  200  200  200  200

GET  /year/county/                                 door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/log/                             door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/units/                           door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/digest/                          door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/todo/                            door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/filings/                         door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/sheets/mapping/                  door  404  403  403  200  403  403  403  404  403  403
POST /year/county/sheets/mapping/     to look at   door  404  403  403  200  403  403  403  404  403  403
POST /year/county/sheets/mapping/     take         door  404  403  403  302  403  403  403  404  403  403
POST /year/county/sheets/mapping/forget/           door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/units.xlsx                       door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/opinions.xlsx                    door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/projects.xlsx                    door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/chart/                           door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/hall/                            door  404  403  403  200  403  403  403  404  403  403
POST /year/county/hall/                            door  404  403  403  302  403  403  403  404  403  403
POST /year/county/hall/link/withdraw/              door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/progress/                        door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/nearly/                          door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/summary/                         door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/summary.xlsx                     door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/findings/                        door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/findings/key/       open         door  404  403  403  200  404  404  404  404  404  404
GET  /year/county/findings/key/       confirmed    door  404  403  403  200  200  200  200  404  200  200
POST /year/county/findings/key/       open         door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/units/decide/                    door  404  403  403  200  403  403  403  404  403  403
POST /year/county/units/decide/                    door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/promotions/                      door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/sheets/                          door  404  403  403  200  200  200  200  404  200  200
POST /year/county/sheets/                          door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/requests/                        door  404  403  403  200  403  403  403  404  403  403
GET  /year/county/requests/id/                     door  404  403  403  200  403  403  403  404  403  403
POST /year/county/requests/id/                     door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/extensions/                      door  404  403  403  200  200  200  200  404  200  200
POST /year/county/extensions/                      door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/opinions/                        door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/opinions/add/                    door  404  403  403  200  200  200  403  404  403  403
POST /year/county/opinions/add/                    door  404  403  403  302  302  302  403  404  403  403
GET  /year/county/opinions/letter/                 door  404  403  403  200  403  403  403  404  403  403
POST /year/county/opinions/letter/                 door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/opinions/upload/                 door  404  403  403  200  403  403  403  404  403  403
POST /year/county/opinions/upload/    to look at   door  404  403  403  200  403  403  403  404  403  403
POST /year/county/opinions/upload/    take         door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/opinions/opinion/                door  404  403  403  200  200  200  200  404  200  200
POST /year/county/opinions/opinion/                door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/opinions/opinion/edit/           door  404  403  403  200  403  403  403  404  403  403
POST /year/county/opinions/opinion/edit/           door  404  403  403  302  403  403  403  404  403  403
POST /year/county/opinions/opinion/withdraw/       door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/projects/                        door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/projects/upload/                 door  404  403  403  200  403  403  403  404  403  403
POST /year/county/projects/upload/    to look at   door  404  403  403  200  403  403  403  404  403  403
POST /year/county/projects/upload/    take         door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/problems/                        door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/problems.xlsx                    door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/problems/step/                   door  404  403  403  200  403  200  403  404  403  403
POST /year/county/problems/step/                   door  404  403  403  302  403  302  403  404  403  403
GET  /year/county/problems/paste/                  door  404  403  403  200  403  200  403  404  403  403
POST /year/county/problems/paste/                  door  404  403  403  302  403  302  403  404  403  403
GET  /year/county/problems/problem/                door  404  403  403  200  200  200  200  404  200  200
POST /year/county/problems/problem/                door  404  403  403  302  403  403  403  404  403  403
POST /year/county/problems/problem/delete/         door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/bottlenecks/                     door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/assignments/                     door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/assignments.xlsx                 door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/assignments/add/                 door  404  403  403  200  403  403  403  404  403  403
POST /year/county/assignments/add/                 door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/assignments/number/              door  404  403  403  200  200  200  200  404  200  200
POST /year/county/assignments/number/              door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/assignments/number/edit/         door  404  403  403  200  403  403  403  404  403  403
POST /year/county/assignments/number/edit/         door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/leaders/                         door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/leaders.xlsx                     door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/leaders/leader/                  door  404  403  403  200  200  200  200  404  200  200
POST /year/county/leaders/leader/                  door  404  403  403  302  302  403  403  404  403  403
GET  /year/county/leaders/name/                    door  404  403  403  200  403  403  403  404  403  403
POST /year/county/leaders/name/                    door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/leaders/leader/change/           door  404  403  403  200  403  403  403  404  403  403
POST /year/county/leaders/leader/change/           door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/pairings/                        door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/pairings/pairing/                door  404  403  403  200  200  200  200  404  200  200
POST /year/county/pairings/pairing/                door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/pairings/pairing/log/entry/      door  404  403  403  200  403  403  403  404  403  403
POST /year/county/pairings/pairing/log/entry/      door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/pairings/add/                    door  404  403  403  200  403  403  403  404  403  403
POST /year/county/pairings/add/                    door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/pairings/pairing/change/         door  404  403  403  200  403  403  403  404  403  403
POST /year/county/pairings/pairing/change/         door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/vetoes/                          door  404  403  403  200  200  200  200  404  200  200
POST /year/county/vetoes/                          door  404  403  403  302  403  302  403  404  403  403
GET  /year/county/stars/star/                      door  404  403  403  200  200  200  200  404  200  200
POST /year/county/stars/star/                      door  404  403  403  302  302  302  403  404  403  403
GET  /year/county/stars/                           door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/stars/kind/star/                 door  404  403  403  200  403  403  403  404  403  403
POST /year/county/stars/kind/star/                 door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/standard/                        door  404  200  200  200  200  200  200  404  200  200
GET  /year/county/schedule/                        door  404  403  403  200  200  200  200  404  200  200
POST /year/county/schedule/                        door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/schedule/apply/                  door  404  403  403  200  403  403  403  404  403  403
POST /year/county/schedule/apply/                  door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/assign/                          door  404  403  403  200  403  403  403  404  403  403
POST /year/county/assign/                          door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/days-off/                        door  404  200  200  200  200  200  200  404  200  200
POST /year/county/days-off/                        door  404  403  403  403  403  403  403  404  403  302
GET  /year/county/standard/add/                    door  404  403  403  200  403  403  403  404  403  403
POST /year/county/standard/add/                    door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/standard/task/                   door  404  403  403  200  403  403  403  404  403  403
POST /year/county/standard/task/                   door  404  403  403  302  403  403  403  404  403  403
POST /year/county/standard/task/delete/            door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/standard/apply/                  door  404  403  403  200  403  403  403  404  403  403
POST /year/county/standard/apply/                  door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/open/                            door  404  403  403  200  403  403  403  404  403  403
POST /year/county/open/                            door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/settings/                        door  404  403  403  200  403  403  403  404  403  403
POST /year/county/settings/                        door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/settings/phase/                  door  404  403  403  200  403  403  403  404  403  403
POST /year/county/settings/phase/                  door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/settings/units/                  door  404  403  403  200  403  403  403  404  403  403
POST /year/county/settings/units/                  door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/settings/held/                   door  404  403  403  200  403  403  403  404  403  403
POST /year/county/settings/held/                   door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/plan/                            door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/plan/figures/                    door  404  403  403  200  200  200  200  404  200  200
POST /year/county/plan/figures/                    door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/plan/freeze/                     door  404  403  403  200  403  403  403  404  403  403
POST /year/county/plan/freeze/                     door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/plan/shares/                     door  404  403  403  200  403  403  403  404  403  403
POST /year/county/plan/shares/                     door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/plan/percentages/                door  404  403  403  200  403  403  403  404  403  403
POST /year/county/plan/percentages/                door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/plan/compare/                    door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/plan/versions/version/           door  404  403  403  200  200  200  200  404  200  200

GET  /year/county/ledger/                          door  404  403  403  200  200  200  200  404  200  200
POST /year/county/ledger/                          door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/ledger.xlsx                      door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/ledger/upload/                   door  404  403  403  200  403  403  403  404  403  403
POST /year/county/ledger/upload/       to look at  door  404  403  403  200  403  403  403  404  403  403
POST /year/county/ledger/upload/       take        door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/ledger/change/                   door  404  403  403  200  403  200  403  404  403  403
POST /year/county/ledger/change/                   door  404  403  403  302  403  302  403  404  403  403

GET  /year/county/people/                          door  404  403  403  200  403  403  403  404  403  200
GET  /year/county/people/add/                      door  404  403  403  200  403  403  403  404  403  200
POST /year/county/people/add/                      door  404  403  403  302  403  403  403  404  403  302
GET  /year/county/people/paste/                    door  404  403  403  200  403  403  403  404  403  200
POST /year/county/people/paste/       to look at   door  404  403  403  200  403  403  403  404  403  200
POST /year/county/people/paste/       take         door  404  403  403  302  403  403  403  404  403  302
GET  /year/county/people/slips/                    door  404  403  403  200  403  403  403  404  403  200
GET  /year/county/people/holder/                   door  404  403  403  200  403  403  403  404  403  200
POST /year/county/people/holder/password/          door  404  403  403  302  403  403  403  404  403  302
POST /year/county/people/holder/unlock/            door  404  403  403  302  403  403  403  404  403  302
POST /year/county/people/holder/end/               door  404  403  403  302  403  403  403  404  403  302
GET  /year/county/people/holder/handover/          door  404  403  403  200  403  403  403  404  403  200
POST /year/county/people/holder/handover/          door  404  403  403  302  403  403  403  404  403  302

GET  /year/township/                               door  404  200  404  200  200  200  200  404  200  200
POST /year/township/                               door  404  302  404  302  403  403  403  404  403  403
POST /year/township/                  picked       door  404  302  404  302  403  403  403  404  403  403
GET  /year/township/stars.xlsx                     door  404  200  404  200  200  200  200  404  200  200
GET  /year/township/stars/paste/                   door  404  200  404  200  403  403  403  404  403  403
POST /year/township/stars/paste/      to look at   door  404  200  404  200  403  403  403  404  403  403
GET  /year/township/upload/                        door  404  200  404  200  403  403  403  404  403  403
POST /year/township/upload/           to look at   door  404  200  404  200  403  403  403  404  403  403
POST /year/township/submit/                        door  404  302  404  302  403  403  403  404  403  403
POST /year/township/withdraw/                      door  404  302  404  302  403  403  403  404  403  403
GET  /year/township/log/                           door  404  200  404  200  200  200  200  404  200  200
GET  /year/township/units/                         door  404  200  404  200  200  200  200  404  200  200
GET  /year/township/findings/                      door  404  200  404  200  200  200  200  404  200  200
GET  /year/township/findings/key/     open         door  404  200  404  200  404  404  404  404  404  404
GET  /year/township/findings/key/     confirmed    door  404  200  404  200  200  200  200  404  200  200
POST /year/township/findings/key/     open         door  404  302  404  302  403  403  403  404  403  403
GET  /year/township/units/decide/                  door  404  403  404  200  403  403  403  404  403  403
POST /year/township/units/decide/                  door  404  403  404  302  403  403  403  404  403  403
GET  /year/township/sheets/                        door  404  200  404  200  200  200  200  404  200  200
POST /year/township/sheets/           submit       door  404  302  404  302  403  403  403  404  403  403
POST /year/township/sheets/           approve      door  404  403  404  302  403  403  403  404  403  403
GET  /year/township/sheets/grid/                   door  404  200  404  200  403  403  403  404  403  403
POST /year/township/sheets/grid/                   door  404  302  404  302  403  403  403  404  403  403
POST /year/township/sheets/grid/      picked       door  404  302  404  302  403  403  403  404  403  403
GET  /year/township/opinions/                      door  404  200  404  200  200  200  200  404  200  200
GET  /year/township/opinions/add/                  door  404  403  404  200  200  200  403  404  403  403
POST /year/township/opinions/add/                  door  404  403  404  302  302  302  403  404  403  403
GET  /year/township/opinions/opinion/              door  404  200  404  200  200  200  200  404  200  200
POST /year/township/opinions/opinion/              door  404  403  404  302  403  403  403  404  403  403
GET  /year/township/opinions/upload/               door  404  403  404  200  403  403  403  404  403  403
POST /year/township/opinions/upload/  to look at   door  404  403  404  200  403  403  403  404  403  403
POST /year/township/opinions/upload/  take         door  404  403  404  302  403  403  403  404  403  403
GET  /year/township/projects/                      door  404  200  404  200  200  200  200  404  200  200
GET  /year/township/projects/upload/               door  404  200  404  200  403  403  403  404  403  403
POST /year/township/projects/upload/  to look at   door  404  200  404  200  403  403  403  404  403  403
POST /year/township/projects/upload/  take         door  404  302  404  302  403  403  403  404  403  403
GET  /year/township/ledger/sort/star/              door  404  200  404  200  403  403  403  404  403  403
POST /year/township/ledger/sort/star/              door  404  302  404  302  403  403  403  404  403  403
GET  /year/township/problems/                      door  404  200  404  200  200  200  200  404  200  200
GET  /year/township/bottlenecks/                   door  404  200  404  200  200  200  200  404  200  200
GET  /year/township/problems.xlsx                  door  404  200  404  200  200  200  200  404  200  200
GET  /year/township/problems/step/                 door  404  403  404  200  403  200  403  404  403  403
POST /year/township/problems/step/                 door  404  403  404  302  403  302  403  404  403  403
GET  /year/township/problems/paste/                door  404  200  404  200  403  200  403  404  403  403
POST /year/township/problems/paste/                door  404  302  404  302  403  302  403  404  403  403
GET  /year/township/problems/problem/              door  404  200  404  200  200  200  200  404  200  200
POST /year/township/problems/problem/              door  404  302  404  302  403  403  403  404  403  403
POST /year/township/problems/problem/delete/       door  404  302  404  422  403  403  403  404  403  403
GET  /year/township/leaders/                       door  404  200  404  200  200  200  200  404  200  200
GET  /year/township/leaders.xlsx                   door  404  200  404  200  200  200  200  404  200  200
GET  /year/township/leaders/leader/                door  404  200  404  200  200  200  200  404  200  200
POST /year/township/leaders/leader/                door  404  302  404  302  302  403  403  404  403  403
GET  /year/township/pairings/                      door  404  200  404  200  200  200  200  404  200  200
GET  /year/township/pairings/pairing/              door  404  200  404  200  200  200  200  404  200  200
POST /year/township/pairings/pairing/              door  404  302  404  302  403  403  403  404  403  403
GET  /year/township/pairings/pairing/log/entry/    door  404  200  404  200  403  403  403  404  403  403
POST /year/township/pairings/pairing/log/entry/    door  404  302  404  302  403  403  403  404  403  403
POST /year/township/pairings/pairing/log/entry/ delete door  404  302  404  302  403  403  403  404  403  403
GET  /year/township/extend/                        door  404  403  404  200  403  403  403  404  403  403
POST /year/township/extend/                        door  404  403  404  302  403  403  403  404  403  403
GET  /year/township/units.xlsx                     door  404  200  404  200  200  200  200  404  200  200
GET  /year/township/opinions.xlsx                  door  404  200  404  200  200  200  200  404  200  200
GET  /year/township/projects.xlsx                  door  404  200  404  200  200  200  200  404  200  200
GET  /year/township/sheets.xlsx                    door  404  200  404  200  200  200  200  404  200  200
GET  /year/township/sheets/paper/                  door  404  200  404  200  200  200  200  404  200  200
GET  /year/township/sheets/upload/                 door  404  200  404  200  403  403  403  404  403  403
POST /year/township/sheets/upload/    to look at   door  404  200  404  200  403  403  403  404  403  403
GET  /year/township/chart/                         door  404  200  404  200  200  200  200  404  200  200
GET  /year/township/ledger/                        door  404  200  404  200  200  200  200  404  200  200
POST /year/township/ledger/                        door  404  302  404  302  403  403  403  404  403  403
GET  /year/township/ledger.xlsx                    door  404  200  404  200  200  200  200  404  200  200
GET  /year/township/ledger/upload/                 door  404  200  404  200  403  403  403  404  403  403
POST /year/township/ledger/upload/     to look at  door  404  200  404  200  403  403  403  404  403  403
POST /year/township/ledger/upload/     take        door  404  302  404  302  403  403  403  404  403  403
GET  /year/township/ledger/change/                 door  404  200  404  200  403  200  403  404  403  403
POST /year/township/ledger/change/                 door  404  302  404  302  403  403  403  404  403  403
GET  /year/township/hall/                          door  404  200  404  200  403  403  403  404  403  403
POST /year/township/hall/                          door  404  302  404  302  403  403  403  404  403  403
POST /year/township/hall/link/withdraw/            door  404  302  404  302  403  403  403  404  403  403
GET  /year/township/progress/                      door  404  200  404  200  200  200  200  404  200  200
GET  /year/township/nearly/                        door  404  200  404  200  200  200  200  404  200  200
GET  /year/township/summary/                       door  404  200  404  200  200  200  200  404  200  200
GET  /year/township/summary.xlsx                   door  404  200  404  200  200  200  200  404  200  200
GET  /year/township/summary/sign/                  door  404  200  404  200  403  403  403  404  403  403
POST /year/township/summary/sign/                  door  404  302  404  302  403  403  403  404  403  403
GET  /year/township/schedule/                      door  404  200  404  200  200  200  200  404  200  200
GET  /year/township/assign/                        door  404  200  404  200  403  403  403  404  403  403
POST /year/township/assign/                        door  404  302  404  302  403  403  403  404  403  403
GET  /year/township/share/                         door  404  200  404  200  200  200  200  404  200  200
POST /year/township/share/                         door  404  403  404  302  403  403  403  404  403  403
GET  /year/township/digest/                        door  404  200  404  200  200  200  200  404  200  200
GET  /year/township/todo/                          door  404  200  404  200  200  200  200  404  200  200
GET  /year/township/declared/                      door  404  200  404  200  200  200  200  404  200  200
POST /year/township/declared/                      door  404  302  404  302  403  403  403  404  403  403

GET  /year/unit/                                   door  404  200  404  200  200  200  200  404  200  200
POST /year/unit/                                   door  404  302  404  302  403  403  403  404  403  403
GET  /year/unit/sheet/                             door  404  200  404  200  200  200  200  404  200  200
POST /year/unit/sheet/                             door  404  302  404  302  403  403  403  404  403  403
POST /year/unit/sheet/withdraw/                    door  404  302  404  302  403  403  403  404  403  403
GET  /year/unit/sheet/decide/                      door  404  403  404  200  403  403  403  404  403  403
POST /year/unit/sheet/decide/                      door  404  403  404  302  403  403  403  404  403  403
GET  /year/unit/change/                            door  404  200  404  200  403  403  403  404  403  403
POST /year/unit/change/                            door  404  302  404  302  403  403  403  404  403  403
GET  /year/unit/opinions/add/                      door  404  403  404  200  200  200  403  404  403  403
POST /year/unit/opinions/add/                      door  404  403  404  302  302  302  403  404  403  403
GET  /year/unit/projects/add/                      door  404  200  404  200  403  403  403  404  403  403
POST /year/unit/projects/add/                      door  404  302  404  302  403  403  403  404  403  403
GET  /year/unit/projects/project/                  door  404  200  404  200  403  403  403  404  403  403
POST /year/unit/projects/project/                  door  404  302  404  302  403  403  403  404  403  403
POST /year/unit/projects/project/delete/           door  404  302  404  302  403  403  403  404  403  403
GET  /year/unit/problems/problem/evidence/         door  404  200  404  200  200  200  200  404  200  200
POST /year/unit/problems/problem/evidence/         door  404  302  404  302  403  403  403  404  403  403
GET  /year/unit/ledger/row/evidence/               door  404  200  404  200  200  200  200  404  200  200
POST /year/unit/ledger/row/evidence/               door  404  302  404  302  403  403  403  404  403  403
GET  /year/township/evidence/file/                 door  404  200  404  200  200  200  200  404  200  200
POST /year/township/evidence/file/                 door  404  302  404  302  403  403  403  404  403  403
GET  /files/id/                                    door  404  200  404  200  200  200  200  404  200  200
GET  /year/unit/ledger/                            door  404  200  404  200  200  200  200  404  200  200
POST /year/unit/ledger/                            door  404  302  404  302  403  403  403  404  403  403
POST /year/unit/ledger/               sort         door  404  302  404  302  403  403  403  404  403  403
GET  /year/unit/ledger/row/                        door  404  200  404  200  200  200  200  404  200  200
POST /year/unit/ledger/row/                        door  404  302  404  302  403  403  403  404  403  403
POST /year/unit/ledger/row/           ask          door  404  302  404  302  403  403  403  404  403  403
GET  /year/unit/problems/add/                      door  404  200  404  200  403  200  403  404  403  403
POST /year/unit/problems/add/                      door  404  302  404  302  403  302  403  404  403  403
GET  /year/unit/visits/visit/                      door  404  200  404  200  200  200  200  404  200  200
POST /year/unit/visits/visit/                      door  404  302  404  302  403  403  403  404  403  403
POST /year/unit/visits/visit/         delete       door  404  302  404  302  403  403  403  404  403  403
POST /year/unit/visits/visit/to-problems/          door  404  302  404  302  403  403  403  404  403  403
GET  /year/unit/vetoes/hit/                        door  404  200  404  200  404  404  404  404  404  404
POST /year/unit/vetoes/hit/                        door  404  302  404  302  404  404  404  404  404  404
POST /year/unit/vetoes/hit/withdraw/               door  404  403  404  302  404  404  404  404  404  404
GET  /year/unit/log/                               door  404  200  404  200  200  200  200  404  200  200
GET  /changes/id/                                  door  404  200  404  200  200  200  200  404  200  200
GET  /changes/id/undo/                             door  404  302  404  302  302  302  302  404  302  302
POST /changes/id/undo/                of eve       door  404  302  404  422  422  422  422  404  422  422
"""


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    method: str
    route: str
    case: str
    expected: dict[str, str]

    def __str__(self) -> str:
        return " ".join(filter(None, [self.method, self.route, self.case]))

    @property
    def is_deed(self) -> bool:
        """Whether records change; what the other forms change is one's own session."""
        return self.method == "POST" and self.route.startswith(("/year/", "/changes/"))


def _read(table: str) -> tuple[list[str], list[Line]]:
    head, *rows = filter(None, table.splitlines())
    roles = head.split()
    lines = []
    for row in rows:
        method, route, *words = row.split()
        case, cells = words[: -len(roles)], words[-len(roles) :]
        lines.append(Line(method, route, " ".join(case), dict(zip(roles, cells, strict=True))))
    return roles, lines


ROLES, LINES = _read(TABLE)

# What only shows what a deed would do, and the line that does it: the page that shows a township's workbook sends its
# rows to the forms that write such rows anyway.
TAKEN_BY = {
    "POST /year/township/stars/paste/ to look at": "POST /year/township/ picked",
    "POST /year/township/upload/ to look at": "POST /year/township/ picked",
    "POST /year/township/sheets/upload/ to look at": "POST /year/township/sheets/grid/ picked",
} | {
    f"POST {route} to look at": f"POST {route} take"
    for route in (
        "/year/county/sheets/mapping/", "/year/county/opinions/upload/", "/year/county/projects/upload/",
        "/year/county/ledger/upload/", "/year/county/people/paste/", "/year/township/opinions/upload/",
        "/year/township/projects/upload/", "/year/township/ledger/upload/",
    )
}  # fmt: skip


def next_door(line: Line) -> Line:
    """The same line for an address in the neighbouring county, for those to whom that makes a difference: zhou is its
    office, and whoever sits at home is a stranger."""
    strangers = dict.fromkeys(("eve", "ying", "lei", "shen"), "404")
    return replace(line, expected=strangers | {"zhou": line.expected["ying"]})
