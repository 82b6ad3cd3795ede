"""A list of people as it is read."""

from campaigns.people.forms import read_people

TOWNSHIPS = [("410871102", "宁郭镇", "宁郭镇人民政府")]


def test_two_columns_of_names_are_refused():
    people = read_people("乡镇\t姓名\t电话\t姓名\n宁郭镇\t张三\t13800000000\t李四", TOWNSHIPS, (), ())
    assert (people.people, [each.line for each in people.problems]) == ((), [1])
    assert "“姓名”（第2列）、“姓名”（第4列）" in people.problems[0].sentence
